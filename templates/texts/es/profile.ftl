profile-heading = Nombre e idioma
profile-notices = Avisarme por correo cuando alguien inicie sesión en un dispositivo nuevo
profile-button = Guardar
profile-back = Volver a tu cuenta
